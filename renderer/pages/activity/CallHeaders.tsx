import type { CallTrace, TraceHeader } from '../../../proxy/contract/trace.ts'
import { useWords } from '../../words/words.ts'
import './trace.css'

/** The headers that came with the call and with the provider's answer, as far as they are kept. */
export function CallHeaders({ of: trace }: { of: CallTrace }) {
  const t = useWords('trace')
  const { requestHeaders, answerHeaders } = trace
  return (
    <>
      <Headers title={t('ofRequest', { count: requestHeaders.length })} headers={requestHeaders} />
      {answerHeaders.length > 0 && (
        <Headers title={t('ofAnswer', { count: answerHeaders.length })} headers={answerHeaders} />
      )}
      <p className="kr-muted kr-small">{t('headersHint')}</p>
    </>
  )
}

function Headers({ title, headers }: { title: string; headers: TraceHeader[] }) {
  const t = useWords('trace')
  return (
    <details>
      <summary>{title}</summary>
      <table className="kr-headers">
        <thead>
          <tr>
            <th scope="col">{t('header')}</th>
            <th scope="col">{t('value')}</th>
          </tr>
        </thead>
        <tbody>
          {headers.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row" className="kr-mono">
                {name}
              </th>
              {value === null ? (
                <td className="kr-muted">{t('notKept')}</td>
              ) : (
                <td className="kr-mono">{value}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
