/**
 * How the service's JavaScript is run. V8 lets the space for young objects grow to 3 x 64 MiB on a machine with
 * much memory and never gives it back; with 16 MiB a minute of calls ends about 100 MB lower, a stream needs half,
 * and neither calls nor events take longer (npm run bench).
 */
export const SERVICE_FLAGS = ['--max-semi-space-size=16']
