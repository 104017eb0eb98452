import { spawn } from 'node:child_process'

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program in the foreground: signals are passed on, and its exit code is the answer.
 * `limitMs` ends one that never ends, by SIGTERM and ten seconds later by SIGKILL.
 */
export function runToEnd(program, args, { limitMs, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', ...options })
    const pass = (signal) => child.kill(signal)
    for (const signal of PASSED_ON) process.on(signal, pass)
    const timers = limitMs
      ? [
          setTimeout(() => child.kill('SIGTERM'), limitMs),
          setTimeout(() => child.kill('SIGKILL'), limitMs + 10_000),
        ]
      : []
    const done = () => {
      for (const signal of PASSED_ON) process.off(signal, pass)
      timers.forEach(clearTimeout)
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
