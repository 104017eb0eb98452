const MASK = '••••••••'

/** A block of a snippet as it is copied: with the true token where there is one. */
export function filledText(text: string, token: string | undefined, placeholder: string): string {
  return text.replaceAll('{token}', token ?? placeholder)
}

/** The same as it is shown: the token stays behind dots until it is revealed. */
export function shownText(
  text: string,
  token: string | undefined,
  options: { isShown: boolean; placeholder: string },
): string {
  if (token === undefined) return filledText(text, undefined, options.placeholder)
  return text.replaceAll('{token}', options.isShown ? token : maskToken(token))
}

/** What can be said of a token without giving it away: its kind and its last four characters. */
export function maskToken(token: string): string {
  const kind = /^[a-z]+_[a-z]+_/.exec(token)?.[0] ?? ''
  return `${kind}${MASK}${token.slice(-4)}`
}
