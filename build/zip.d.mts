export function extractZip(
  zip: string,
  target: string,
  options: { place: (name: string) => string | undefined; required: Iterable<string> },
): Promise<void>
