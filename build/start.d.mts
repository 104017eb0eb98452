/** Builds what is stale and runs the app (or, without a display, the service) to its end; resolves to the exit code. */
export function start(args: string[]): Promise<number>
export function hasDisplay(on?: { platform: string; env: NodeJS.ProcessEnv }): boolean
export function electronCommand(
  args: string[],
): Promise<{ program: string; args: string[]; env: NodeJS.ProcessEnv }>
