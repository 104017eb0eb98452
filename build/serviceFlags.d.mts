export const SERVICE_FLAGS: string[]
export const SERVICE_ENV: { MALLOC_ARENA_MAX: string }
