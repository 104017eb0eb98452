import './pagePolicy.ts'
import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './styles.css'
import { setNonce } from 'get-nonce'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { createClient, createQueries } from './client.tsx'
import { startWords } from './words/words.ts'

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
// Overlays lock the page's scrolling through react-remove-scroll, which asks get-nonce for its own style tag.
setNonce(nonce)

await startWords()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')
createRoot(root).render(
  <StrictMode>
    <App client={createClient()} queries={createQueries()} nonce={nonce} />
  </StrictMode>,
)
