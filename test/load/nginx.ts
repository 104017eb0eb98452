import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sleep } from './clock.ts'
import { MEASURED_CORE, pin, processTree } from './cpu.ts'

export interface Nginx {
  version: string
  port: number
  /** Its master and its worker. */
  pids: number[]
  stop(): Promise<void>
}

/** nginx as the plainest proxy there is in front of the provider; undefined where it cannot be had. */
export async function startNginx(vendorPort: number): Promise<Nginx | undefined> {
  const version = installedVersion() ?? install()
  if (version === undefined) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'keyrack-nginx-'))
  const port = await freePort()
  await writeFile(join(folder, 'nginx.conf'), configuration(port, vendorPort))
  const child = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log'], {
    stdio: 'inherit',
  })
  const exited = once(child, 'exit')
  await Promise.race([
    listening(port),
    exited.then(() => Promise.reject(new Error('nginx ended before it listened'))),
  ])
  const pids = processTree(child.pid ?? 0)
  for (const pid of pids) pin(pid, MEASURED_CORE)
  return {
    version,
    port,
    pids,
    async stop() {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** One worker, keep-alive on both sides, no log; streams go through unbuffered because the provider asks for it. */
function configuration(port: number, vendorPort: number): string {
  // Started by root it would give up its rights, and could not write into its own temporary folder.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  return `
${user}
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
pid nginx.pid;
error_log error.log;
events { worker_connections 8192; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  keepalive_timeout 600s;
  keepalive_requests 100000000;
  tcp_nodelay on;
  upstream vendor {
    server 127.0.0.1:${vendorPort};
    keepalive 512;
    keepalive_timeout 600s;
    keepalive_requests 100000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location / {
      proxy_pass http://vendor;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`
}

function installedVersion(): string | undefined {
  const { stderr } = spawnSync('nginx', ['-v'], { encoding: 'utf8' })
  return /nginx\/(\S+)/.exec(stderr ?? '')?.[1]
}

function install(): string | undefined {
  if (process.getuid?.() !== 0) return undefined
  console.log('Installing nginx-light with apt-get …')
  spawnSync('apt-get', ['install', '-y', '-q', 'nginx-light'], {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 120_000,
  })
  return installedVersion()
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await new Promise<boolean>((answer) => {
      socket.once('connect', () => answer(true))
      socket.once('error', () => answer(false))
    })
    socket.destroy()
    if (isOpen) return
    await sleep(50)
  }
}
