import { type Command, Option } from 'commander'
import { type CallQuery, writeQuery } from '../contract/callQuery.ts'
import { type SavedView, type ViewPage, viewPage } from '../contract/views.ts'
import { adminOf } from './admin.ts'
import { theOne } from './find.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { readFilter } from './values.ts'

interface SaveFlags {
  page: ViewPage
  filter?: CallQuery
  range?: string
  params?: string
  star?: boolean
}

const onPage = () => new Option('--page <page>', 'of which page').choices(viewPage.options)

export function addViews(program: Command): void {
  const view = program
    .command('view')
    .summary('views you keep: filters under a name')
    .description('Views that you keep for yourself: a page with its filter under a name.')

  view
    .command('list')
    .description('list your views, starred ones first')
    .addOption(onPage())
    .action(async ({ page }: { page?: ViewPage }, command: Command) => {
      const place = placeOf(command)
      const views = await adminOf(place).views.list.query(page === undefined ? {} : { page })
      printList(place, views, COLUMNS, 'No views yet. Save one: keyrack view save NAME --filter …')
    })

  view
    .command('save <name>')
    .description('keep a filter under a name; one of this name is replaced')
    .addOption(onPage().default('activity' satisfies ViewPage))
    .option('--filter <words>', 'such as "status:429 -model:gemini"', readFilter)
    .option('--range <range>', 'the times to show, as in the address of the page: 24h, 7d, month')
    .option('--params <text>', 'all of the address of the page behind its "?", instead of these')
    .option('--star', 'put it first, and into the palette')
    .action(async (name: string, flags: SaveFlags, command: Command) => {
      const place = placeOf(command)
      const { page, star } = flags
      const params = flags.params ?? paramsOf(flags)
      const view = { page, name, params, starred: star ?? false }
      const { id } = await adminOf(place).views.save.mutate(view)
      printOne(place, { id, ...view }, () => `The view "${name}" is saved.`)
    })

  view
    .command('remove <view>')
    .description('remove a view of yours, by id or name')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const views = await admin.views.list.query()
      const { id, name } = theOne('view', text, views, (one) => [one.id, one.name])
      await admin.views.remove.mutate({ id })
      printOne(place, { id, removed: true }, () => `The view "${name}" is removed.`)
    })
}

function paramsOf({ filter, range }: SaveFlags): string {
  return new URLSearchParams({
    ...(filter && { f: writeQuery(filter) }),
    ...(range !== undefined && { t: range }),
  }).toString()
}

const COLUMNS: Column<SavedView>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'page', value: ({ page }) => page },
  { title: 'name', value: ({ name }) => name },
  { title: 'starred', value: ({ starred }) => (starred ? 'yes' : '') },
  { title: 'filter', value: ({ params }) => new URLSearchParams(params).get('f') ?? '' },
]
