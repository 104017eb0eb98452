import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { forgive } from './complaints.ts'
import { expect, test } from './fixtures.ts'
import { isAlive, serviceOf } from './serviceOf.ts'

test('the page runs sandboxed and isolated, with the named functions of its bridge only', async ({
  app,
  page,
}) => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    // Not in the types, but the only way to ask Electron what it really applied.
    const contents = window?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  })
  const spelling = await app.evaluate(({ session }) =>
    session.defaultSession.isSpellCheckerEnabled(),
  )
  expect(spelling).toBe(false)
  const reach = await page.evaluate(() => [typeof require, typeof process, typeof module])
  expect(reach).toEqual(['undefined', 'undefined', 'undefined'])
  expect(await page.evaluate(() => Object.keys(window.keyrack ?? {}).sort())).toEqual([
    'chooseEnvFiles',
    'chooseSavePath',
    'onOpenPage',
    'onServiceState',
    'platform',
    'protectContent',
    'restartService',
    'savePicture',
    'saveTextFile',
    'setTheme',
    'showFile',
    'writeClipboard',
  ])
})

test('the page can neither leave nor open another', async ({ app, page, complaints }) => {
  await page.evaluate(() => {
    location.href = 'https://example.com/'
  })
  expect(await page.evaluate(() => window.open('https://example.com/'))).toBeNull()
  expect(await page.evaluate(() => window.open('keyrack://app/'))).toBeNull()
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'file:///etc/passwd'
    document.body.append(link)
    link.click()
    const form = document.createElement('form')
    form.action = 'https://example.com/'
    document.body.append(form)
    form.submit()
  })
  await page.evaluate(() => new Promise((done) => setTimeout(done, 500)))
  expect(page.url()).toMatch(/^keyrack:\/\/app\//)
  expect(app.windows()).toHaveLength(1)
  expect(forgive(complaints, /form-action|file:|local resource/)).not.toEqual([])
})

test('nothing that needs a permission is granted', async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const refusal = (attempt: Promise<unknown>) =>
      attempt.then(
        () => 'granted',
        () => 'denied',
      )
    return {
      notification: await Notification.requestPermission(),
      microphone: await refusal(navigator.mediaDevices.getUserMedia({ audio: true })),
      screen: await refusal(navigator.mediaDevices.getDisplayMedia()),
      clipboard: await refusal(navigator.clipboard.readText()),
      place: await refusal(
        new Promise((done, fail) => navigator.geolocation.getCurrentPosition(done, fail)),
      ),
    }
  })
  expect(new Set(Object.values(answers))).toEqual(new Set(['denied']))
})

test('the scheme serves the built page and nothing else of the disk', async ({
  page,
  complaints,
}) => {
  const status = (path: string) => page.evaluate(async (at) => (await fetch(at)).status, path)
  expect(await status('/index.html')).toBe(200)
  for (const path of [
    '/..%2f..%2fpackage.json',
    '/%2e%2e/main.cjs',
    '/..%2fmain.cjs',
    '/..%2frenderer/../main.cjs',
    '/nothing.js',
  ]) {
    expect(await status(path), path).toBe(404)
  }
  expect(forgive(complaints, /404/)).toHaveLength(5)
})

test('code and markup from strings, inline styles and requests to elsewhere are refused', async ({
  page,
  complaints,
}) => {
  const outcome = await page.evaluate(async () => {
    const intrude = 'window.intruded = true'
    const script = document.createElement('script')
    const styled = document.createElement('p')
    styled.setAttribute('style', 'color: red')
    document.body.append(styled)
    new Image().src = 'https://example.com/pixel.png'
    const attempts: Record<string, () => unknown> = {
      fetchElsewhere: () => fetch('https://example.com/'),
      fetchLoopback: () => fetch('http://127.0.0.1:8443/'),
      fetchFile: () => fetch('file:///etc/passwd'),
      fetchOtherHost: () => fetch('keyrack://elsewhere/'),
      // In a turn of its own: the driver's call itself may evaluate.
      evaluate: () =>
        new Promise<void>((succeed, fail) => {
          setTimeout(() => {
            try {
              succeed(new Function(intrude)())
            } catch (error) {
              fail(error)
            }
          }, 0)
        }),
      handler: () => styled.setAttribute('onclick', intrude),
      scriptText: () => script.append(intrude),
      inlineScript: () => {
        script.textContent = intrude
      },
      scriptElsewhere: () => {
        script.src = 'https://example.com/script.js'
      },
      markup: () => {
        styled.innerHTML = '<img src="x" onerror="window.intruded = true">'
      },
    }
    const done: string[] = []
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        await attempt()
        done.push(name)
      } catch {
        // Refused, as it should be.
      }
    }
    // What is refused is told later, in order: these are the last to be told.
    new Image().src = 'https://example.com/last.png'
    console.error('The last line')
    return { done, intruded: 'intruded' in window, style: styled.style.color }
  })
  expect(outcome).toEqual({ done: [], intruded: false, style: '' })
  const refused = [
    'style-src-attr inline',
    'require-trusted-types-for',
    'img-src https://example.com/pixel.png',
    'connect-src https://example.com/',
    'connect-src http://127.0.0.1:8443/',
    'connect-src file',
    'connect-src keyrack',
    'img-src https://example.com/last.png',
  ].map((what) => `policy: ${what}`)
  const missing = () =>
    [...refused, 'console: The last line'].filter(
      (what) => !complaints.some((line) => line.startsWith(what)),
    )
  await expect.poll(missing).toEqual([])
  forgive(
    complaints,
    /Refused|policy:|network: |Failed to load|not supported|requires 'Trusted|The last line/,
  )
})

test('a killed service comes back by itself, and the page is told', async ({
  app,
  page,
  complaints,
}) => {
  test.skip(process.platform !== 'linux', 'Finds the service by /proc')
  await expect.poll(() => serviceOf(app)).toBeDefined()
  const phases = () => page.evaluate(() => (window as unknown as { phases: string[] }).phases)
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { phases: heard })
    window.keyrack?.onServiceState(({ phase }) => heard.push(phase))
  })
  await expect.poll(async () => (await phases()).at(-1)).toBe('running')
  const before = serviceOf(app) ?? 0
  process.kill(before, 'SIGKILL')
  const again = ['running', 'restarting', 'starting', 'running']
  await expect.poll(async () => (await phases()).slice(-4)).toEqual(again)
  expect(serviceOf(app)).not.toBe(before)
  // Calls in between were not answered.
  forgive(complaints, /503|ERR_/)
})

test('a service that cannot open its data says why, and is not started again and again', async ({
  launch,
  dataDir,
  complaints,
}) => {
  await writeFile(join(dataDir, 'keyrack.db'), 'This is no database.'.repeat(1000))
  const { page } = await launch()
  const state = () =>
    page.evaluate(
      () => new Promise<{ phase: string }>((tell) => window.keyrack?.onServiceState(tell)),
    )
  await expect.poll(async () => (await state()).phase).toBe('failed')
  expect(await state()).toMatchObject({
    code: expect.stringMatching(/^KR-/),
    message: expect.stringMatching(/\w+/),
  })
  // Nobody answers the page's calls.
  forgive(complaints, /503/)
})

test('a second start on the same data folder shows the first window and ends', async ({
  app,
  page,
  dataDir,
}) => {
  await page.title()
  const program = await app.evaluate(() => process.execPath)
  const again = app.evaluate(
    ({ app: inside }) =>
      new Promise<void>((heard) => inside.once('second-instance', () => heard())),
  )
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const second = spawn(program, [...root, resolve('.'), '--data', dataDir, '--disable-gpu'], {
    stdio: 'ignore',
  })
  const [code] = await once(second, 'exit')
  expect(code).toBe(0)
  await again
  expect(app.windows()).toHaveLength(1)
})

test('quitting ends the service, and the next start opens the window where and as it was', async ({
  launch,
  dataDir,
}) => {
  test.skip(process.platform !== 'linux', 'Finds the service by /proc')
  const bounds = { x: 40, y: 60, width: 1100, height: 700 }
  const first = await launch()
  await expect.poll(() => serviceOf(first.app)).toBeDefined()
  const service = serviceOf(first.app) ?? 0
  await first.page.evaluate(() => window.keyrack?.setTheme('dark'))
  await first.app.evaluate(({ BrowserWindow }, wanted) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(wanted)
  }, bounds)
  await first.app.close()
  expect(isAlive(service)).toBe(false)

  const second = await launch()
  const found = await second.app.evaluate(({ BrowserWindow, nativeTheme }) => ({
    bounds: BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
    title: BrowserWindow.getAllWindows()[0]?.getTitle(),
    theme: nativeTheme.themeSource,
  }))
  expect(found).toEqual({ bounds, title: 'Keyrack', theme: 'dark' })
  // Of many of the page's files; where nothing compiled is kept, only an index lies here.
  const compiled = join(dataDir, 'window', 'Code Cache', 'js')
  await expect.poll(() => readdirSync(compiled).length).toBeGreaterThan(10)
})

test('quitting while a job runs asks first, by the window and by the menu', async ({
  launch,
  dataDir,
}) => {
  // The service as it is, which also says that it works on something.
  const service = join(dataDir, 'workingService.cjs')
  const built = resolve('dist/service.cjs')
  await writeFile(
    service,
    `const say = (word) => process.parentPort ? process.parentPort.postMessage(word) : process.send(word)
say({ type: 'working', jobs: 1 })
require(${JSON.stringify(built)})`,
  )
  const { app, page } = await launch({ env: { KEYRACK_SERVICE: service } })
  const asked = () => app.evaluate(() => (globalThis as { asked?: string[] }).asked ?? [])
  await app.evaluate(({ dialog }) => {
    const seen: string[] = []
    Object.assign(globalThis, { asked: seen })
    dialog.showMessageBox = (async (...of: unknown[]) => {
      const { message, buttons } = of.at(-1) as { message: string; buttons: string[] }
      seen.push([message, ...buttons].join(' | '))
      return { response: 0, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  })
  const question = 'A job is still running. | Wait | Quit anyway'
  // It said so before it answered anything.
  await expect(page.getByRole('textbox').first()).toBeVisible({ timeout: 60_000 })
  await app.evaluate(({ app: inside }) => inside.quit())
  await expect.poll(asked).toEqual([question])
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(asked).toEqual([question, question])
  expect(app.windows()).toHaveLength(1)

  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = (async () => ({ response: 1, checkboxChecked: false })) as never
  })
  const ended = once(app.process(), 'exit')
  await app.evaluate(({ app: inside }) => void setTimeout(() => inside.quit(), 50))
  await ended
})

test('a text is saved where the person chooses, for them alone; a path is no name', async ({
  app,
  page,
  dataDir,
}) => {
  const file = join(dataDir, 'saved.txt')
  const choose = (filePath: string) =>
    app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = async () => ({ canceled: chosen === '', filePath: chosen })
    }, filePath)
  const save = (name: string) =>
    page.evaluate((wanted) => window.keyrack?.saveTextFile(wanted, 'kept'), name)
  await choose(file)
  expect(await save('saved.txt')).toBe(true)
  expect(await readFile(file, 'utf8')).toBe('kept')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await choose('')
  expect(await save('saved.txt')).toBe(false)
  await expect(save('../saved.txt')).rejects.toThrow(/does not take/)
})

test('chosen .env files come back as paths', async ({ app, page, dataDir }) => {
  const file = join(dataDir, '.env')
  await writeFile(file, '')
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, file)
  expect(await page.evaluate(() => window.keyrack?.chooseEnvFiles())).toEqual([file])
})

test('a secret leaves the clipboard at the latest when the app ends', async ({ app, page }) => {
  const read = () => app.evaluate(({ clipboard }) => clipboard.readText())
  await page.evaluate(() => window.keyrack?.writeClipboard('plain words'))
  expect(await read()).toBe('plain words')
  await page.evaluate(() => window.keyrack?.writeClipboard('canary-secret', { secret: true }))
  expect(await read()).toBe('canary-secret')
  await app.evaluate(
    ({ app: inside }) =>
      new Promise<void>((heldUp) => {
        let times = 0
        inside.on('will-quit', (event) => {
          // The first time the frame does its part; the second time it would be over.
          times++
          if (times !== 2) return
          event.preventDefault()
          heldUp()
        })
        inside.quit()
      }),
  )
  expect(await read()).toBe('')
})
