import { type CallDetail, USAGE_BUCKETS } from '../../../proxy/contract/calls.ts'
import { pricesFor } from '../../../proxy/contract/prices.ts'
import { day, duration, money, UNKNOWN, wholeNumber } from '../../format.ts'
import { useWords } from '../../words/words.ts'
import { unitPrice } from './callPrice.ts'
import { RawText } from './RawText.tsx'
import './activity.css'

/** What was used, bucket by bucket, with the price that was applied and what the provider said. */
export function CallUsage({ of: call }: { of: CallDetail }) {
  const t = useWords('activity')
  if (call.outcome === 'open') return <p className="kr-muted">{t('openUsage')}</p>
  return (
    <>
      {call.usageState !== 'none' && <p className="kr-muted">{t(`usage_${call.usageState}`)}</p>}
      <Buckets of={call} />
      {call.usageState !== 'none' && <PriceLine of={call} />}
      {call.rawUsage && <RawUsage text={call.rawUsage} />}
    </>
  )
}

function Buckets({ of: call }: { of: CallDetail }) {
  const t = useWords('activity')
  const used = USAGE_BUCKETS.filter((bucket) => call.usage[bucket] > 0)
  const prices = call.price ? pricesFor(call.usage, call.price) : {}
  const priceOf = (bucket: (typeof USAGE_BUCKETS)[number] | 'request') => {
    const price = unitPrice(prices, bucket)
    return price ? t(price.unit, { amount: money(price.nanoUsd) }) : UNKNOWN
  }
  if (used.length === 0 && prices.request === undefined) {
    return <p className="kr-muted">{t('noUsage')}</p>
  }
  return (
    <table className="kr-buckets">
      <thead>
        <tr>
          <th scope="col">{t('bucket')}</th>
          <th scope="col" className="kr-number">
            {t('count')}
          </th>
          <th scope="col" className="kr-number">
            {t('price')}
          </th>
        </tr>
      </thead>
      <tbody>
        {used.map((bucket) => (
          <tr key={bucket}>
            <th scope="row">{t(`bucket_${bucket}`)}</th>
            <td className="kr-number">
              {bucket === 'audioMs'
                ? duration(call.usage.audioMs)
                : wholeNumber(call.usage[bucket])}
            </td>
            <td className="kr-number">{priceOf(bucket)}</td>
          </tr>
        ))}
        {prices.request !== undefined && (
          <tr>
            <th scope="row">{t('bucket_request')}</th>
            <td className="kr-number">1</td>
            <td className="kr-number">{priceOf('request')}</td>
          </tr>
        )}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {t('costIs')}
          </th>
          <td className="kr-number">{money(call.costNanoUsd)}</td>
        </tr>
      </tfoot>
    </table>
  )
}

/** Where the cost comes from. */
function PriceLine({ of: { price, priceState } }: { of: CallDetail }) {
  const t = useWords('activity')
  if (!priceState) return null
  const from = price
    ? price.source === 'admin'
      ? t('priceAdmin', { day: day(price.effectiveFrom) })
      : t('priceList', { note: price.note, day: day(price.effectiveFrom) })
    : undefined
  return (
    <p className="kr-muted">
      {t(`cost_${priceState}`)}
      {from && ` · ${from}`}
    </p>
  )
}

function RawUsage({ text }: { text: string }) {
  const t = useWords('activity')
  return (
    <details>
      <summary>{t('rawUsage')}</summary>
      <RawText text={text} />
    </details>
  )
}
