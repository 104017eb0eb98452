import { z } from 'zod'

const text = z.string().max(5_000_000)
// A name, never a path: the person chooses the folder.
const fileName = z.string().regex(/^(?!\.{1,2}$)[^/\\:*?"<>|\p{Cc}]{1,128}$/u)

/** What the page may pass to each function of its bridge; anything else is refused. */
export const BRIDGE_ARGUMENTS = {
  writeClipboard: z.tuple([text, z.strictObject({ secret: z.boolean().optional() }).optional()]),
  chooseEnvFiles: z.tuple([]),
  saveTextFile: z.tuple([fileName, text]),
  chooseSavePath: z.tuple([fileName]),
  showFile: z.tuple([z.string().max(4096)]),
  setTheme: z.tuple([z.enum(['system', 'light', 'dark'])]),
  protectContent: z.tuple([z.boolean()]),
  serviceState: z.tuple([]),
  restartService: z.tuple([]),
}
