import { spawn } from 'node:child_process'

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program in the foreground: signals are passed on, and its exit code is the answer. With `limitMs`
 * it has a process group of its own, and one that never ends is ended with everything it started: by
 * SIGTERM, and ten seconds later by SIGKILL.
 */
export function runToEnd(program, args, { limitMs, ...options } = {}) {
  const isGroup = limitMs !== undefined && process.platform !== 'win32'
  return new Promise((resolve, reject) => {
    const stdio = isGroup ? ['ignore', 'inherit', 'inherit'] : 'inherit'
    const child = spawn(program, args, { stdio, detached: isGroup, ...options })
    const kill = (signal) => {
      if (!isGroup) return child.kill(signal)
      try {
        process.kill(-child.pid, signal)
      } catch {
        // The group has just ended.
      }
    }
    const pass = (signal) => {
      // Ctrl-C in a terminal reaches the whole foreground group by itself.
      if (signal === 'SIGINT' && process.stdin.isTTY && !isGroup) return
      kill(signal)
    }
    for (const signal of PASSED_ON) process.on(signal, pass)
    const timers = limitMs
      ? [
          setTimeout(() => kill('SIGTERM'), limitMs),
          setTimeout(() => kill('SIGKILL'), limitMs + 10_000),
        ]
      : []
    const done = () => {
      for (const signal of PASSED_ON) process.off(signal, pass)
      for (const timer of timers) clearTimeout(timer)
    }
    child.on('error', (error) => {
      done()
      reject(new Error(`${program} could not be started: ${error.message}`))
    })
    child.on('exit', (code) => {
      done()
      resolve(code ?? 1)
    })
  })
}
