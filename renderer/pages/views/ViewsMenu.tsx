import { Button, Menu } from '@mantine/core'
import { IconBookmark, IconStarFilled } from '@tabler/icons-react'
import { useState } from 'react'
import type { ViewPage } from '../../../proxy/contract/views.ts'
import { useWords } from '../../words/words.ts'
import { ManageViewsDialog } from './ManageViewsDialog.tsx'
import { SaveViewDialog } from './SaveViewDialog.tsx'
import { openView, useViews } from './useViews.ts'
import './views.css'

interface Props {
  page: ViewPage
  /** The address of the page as it stands, without what is only looked at. */
  params: string
}

/** Filters that were kept under a name, and the way to keep this one. */
export function ViewsMenu({ page, params }: Props) {
  const t = useWords('views')
  const views = useViews(page)
  const [dialog, setDialog] = useState<'save' | 'manage'>()
  const close = () => setDialog(undefined)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconBookmark size={14} stroke={1.75} aria-hidden />}
          >
            {t('title')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className="kr-views">
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              aria-current={view.params === params || undefined}
              leftSection={
                view.starred ? (
                  <IconStarFilled size={14} aria-label={t('starred')} />
                ) : (
                  <span className="kr-no-star" />
                )
              }
              onClick={() => openView(view)}
            >
              {view.name}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setDialog('save')}>{t('save')}</Menu.Item>
          {views.length > 0 && (
            <Menu.Item onClick={() => setDialog('manage')}>{t('manage')}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'save' && <SaveViewDialog page={page} params={params} onClose={close} />}
      {dialog === 'manage' && <ManageViewsDialog page={page} onClose={close} />}
    </>
  )
}
