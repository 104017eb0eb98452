/** Texts that can only be a credential: common vendors' keys and Keyrack's own tokens and codes. */
const SECRET_SHAPE = /(^|[^A-Za-z0-9])(sk-|sk_|gsk_|xai-|AIza|krk_[a-z]_|bce-v3\/)[\w./+-]{16,}/

/** True when somewhere in the text stands what can only be a credential. */
export function looksLikeSecret(text: string): boolean {
  return SECRET_SHAPE.test(text)
}
