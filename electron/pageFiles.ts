import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, isAbsolute, join, relative, resolve } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Everything the page may do: its own files, its own origin, and style elements that carry the nonce. */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Strings become markup only by the page's one policy, which admits no tags.
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')
}

/** Answers with a file of the built page, and nothing else of the disk. The page gets a new nonce per load. */
export async function servePage(root: string, url: URL, method: string): Promise<Response> {
  const file = locate(root, url.pathname === '/' ? '/index.html' : url.pathname)
  const type = file && TYPES[extname(file)]
  if (method !== 'GET' || !file || !type) return notFound()
  try {
    const content = await readFile(file)
    const nonce = randomBytes(16).toString('base64')
    const isPage = extname(file) === '.html'
    const body = isPage ? content.toString().replaceAll('__CSP_NONCE__', nonce) : content
    return new Response(body as BodyInit, {
      headers: {
        'content-type': type,
        'content-security-policy': contentPolicy(nonce),
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'cache-control': isPage ? 'no-store' : 'no-cache',
      },
    })
  } catch {
    return notFound()
  }
}

/** The file a path of the page means, when it lies below the root. */
function locate(root: string, pathname: string): string | undefined {
  let path: string
  try {
    path = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  const file = resolve(root, `.${path}`)
  const inside = relative(root, file)
  const escapes = inside.startsWith('..') || isAbsolute(inside) || file !== join(root, inside)
  return escapes || path.includes('\0') ? undefined : file
}

export const notFound = () => new Response('Not found', { status: 404 })
