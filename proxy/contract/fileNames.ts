const LONGEST = 60
/** What some file system does not take in a name, and what would make another folder of it. */
const FORBIDDEN = /[^\p{L}\p{M}\p{N} _()+&,-]+/gu

/** Gives each team a name that every file system takes; no two of them the same, whatever the case of letters. */
export function teamFileNames(): (team: string, teamId: string | null) => string {
  const taken = new Set<string>()
  return (team, teamId) => {
    const words = teamId === null ? 'no-team' : fileNameOf(team)
    let name = words
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${words}-${count}`
    taken.add(name.toLowerCase())
    return name
  }
}

export function fileNameOf(text: string): string {
  const short = [...text.normalize('NFC').replace(FORBIDDEN, '-')].slice(0, LONGEST).join('')
  return short.trim().replaceAll(/\s+/g, '-').replaceAll(/-+/g, '-').replace(/^-|-$/g, '') || 'team'
}
