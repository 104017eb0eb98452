/**
 * How V8 keeps the service's memory; measured by npm run bench. Left alone on a machine with much memory, it lets
 * the space for young objects grow to 3 x 64 MiB and never gives it back, and old garbage lie until there are
 * 150 MB of it. A call costs about a twentieth less so, but the service 100 MB more, and the longest pause
 * that collecting makes in 2,000 streams four times as long. A gigabyte of objects is more than it ever needs:
 * bodies lie outside. Young objects are collected by one thread: waking four of them for so little space gains
 * nothing, and where cores are scarce costs a call up to a fifth more.
 */
export const SERVICE_FLAGS = [
  '--max-semi-space-size=8',
  '--max-old-space-size=1024',
  '--no-parallel-scavenge',
]

/**
 * On Linux each of a dozen threads takes memory from a pool of its own and keeps what it does not need any more: 60 MB
 * under load. Two pools are as fast, and most of that goes back.
 */
export const SERVICE_ENV = { MALLOC_ARENA_MAX: '2' }
