/** A comparison with a provider's export; see `contract/bill.ts`. */
export interface BillCheckRow {
  id: string
  createdAt: number
  createdBy: string
  line: string
  result: string
}

export interface BillKeyNameRow {
  provider: string
  name: string
  keyId: string | null
}
