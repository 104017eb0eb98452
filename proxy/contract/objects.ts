/** What can lie at a provider under an id of its own. */
export type ObjectKind =
  | 'file'
  | 'upload'
  | 'batch'
  | 'response'
  /** One piece of a stored response: a message, a thought, a picture. */
  | 'item'
  | 'conversation'
  | 'vectorStore'
  | 'container'
  /** A chat completion that was asked to be stored. */
  | 'completion'
  /** Spoken output that a later message may name. */
  | 'audio'
  /** An answer that a message thread goes on from (Anthropic). */
  | 'message'
  /** Cached content (Gemini). */
  | 'cache'
  /** What only an administrator of the account can make: nobody's here. */
  | 'shared'

/** One thing at a provider, named where it is used or learned where it is made. */
export interface ObjectId {
  kind: ObjectKind
  id: string
}
