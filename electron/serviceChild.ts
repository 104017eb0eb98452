import { utilityProcess } from 'electron'
import { SERVICE_FLAGS } from '../build/serviceFlags.mjs'
import { forkNode, killNow, type ServiceChild } from './nodeChild.ts'

/**
 * Electron runs the service itself when its Node can load better-sqlite3 (Node-API 10, Electron 35 and later);
 * in development an older one leaves it to the Node that KEYRACK_NODE names.
 */
export function forkService(script: string, args: string[]): ServiceChild {
  const node = process.env.KEYRACK_NODE
  return node && Number(process.versions.napi) < 10
    ? forkNode(node, script, args)
    : forkUtility(script, args)
}

function forkUtility(script: string, args: string[]): ServiceChild {
  const child = utilityProcess.fork(script, args, {
    serviceName: 'Keyrack',
    stdio: 'inherit',
    // Chromium's own switch: this process is one of Chromium's, not a plain Node.
    execArgv: [`--js-flags=${SERVICE_FLAGS.join(' ')}`],
  })
  return {
    send: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => killNow(child.pid),
  }
}
