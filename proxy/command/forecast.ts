import type { Command } from 'commander'
import type { Forecast, Forecasts } from '../contract/forecast.ts'
import { adminOf } from './admin.ts'
import { teamCalled } from './find.ts'
import { placeOf } from './place.ts'
import { printOne } from './print.ts'
import { moment, money, plural } from './words.ts'

/** `keyrack usage forecast` */
export function addForecast(usage: Command): void {
  usage
    .command('forecast')
    .description(
      'say what today and this month will have cost, with the band that holds nine of ten outcomes',
    )
    .option('--team <id>', 'id or name of a team, instead of everybody')
    .action(async ({ team }: { team?: string }, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const teamId = team === undefined ? undefined : (await teamCalled(admin, team)).id
      const found = await admin.usage.forecast.query(teamId === undefined ? {} : { teamId })
      printOne(place, found, forecastLines)
    })
}

function forecastLines({ day, month }: Forecasts): string {
  return [...linesOf('Today', day), ...linesOf('This month', month)].join('\n')
}

function linesOf(name: string, forecast: Forecast): string[] {
  const { estimate, soFarNanoUsd, daysKnown, unpriced, budget, to } = forecast
  const soFar = `${name}: ${money(soFarNanoUsd)} so far`
  const guess = estimate
    ? `${soFar}, about ${money(estimate.endNanoUsd)} by ${moment(to)}, between ${money(estimate.lowNanoUsd)} and ${money(estimate.highNanoUsd)} in nine of ten cases.`
    : `${soFar}. No forecast: it needs a week of use, and there are ${plural(daysKnown, 'day')}.`
  return [
    guess,
    ...(budget ? [budgetLine(budget)] : []),
    ...(unpriced > 0
      ? [
          `  ${plural(unpriced, 'call')} without a price ${unpriced === 1 ? 'is' : 'are'} not in it.`,
        ]
      : []),
  ]
}

function budgetLine({ sizeNanoUsd, usedNanoUsd, reachedAt }: NonNullable<Forecast['budget']>) {
  const size = money(sizeNanoUsd)
  if (usedNanoUsd >= sizeNanoUsd) return `  The budget of ${size} is used up.`
  return reachedAt === null
    ? `  The budget is ${size}.`
    : `  At this pace the budget of ${size} is used up on ${moment(reachedAt).slice(0, 10)}.`
}
