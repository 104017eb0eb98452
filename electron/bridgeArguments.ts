import { z } from 'zod'

const text = z.string().max(5_000_000)
// A name, never a path: the person chooses the folder.
const fileName = z.string().regex(/^(?!\.{1,2}$)[^/\\:*?"<>|\p{Cc}]{1,128}$/u)
const pngName = fileName.refine((name) => name.toLowerCase().endsWith('.png'))
/** Base64 of what begins as a PNG does. */
const png = z
  .string()
  .max(20_000_000)
  .regex(/^iVBORw0KGgo[A-Za-z0-9+/]*={0,2}$/)

/** What the page may pass to each function of its bridge; anything else is refused. */
export const BRIDGE_ARGUMENTS = {
  writeClipboard: z.tuple([text, z.strictObject({ secret: z.boolean().optional() }).optional()]),
  chooseEnvFiles: z.tuple([]),
  saveTextFile: z.tuple([fileName, text]),
  chooseSavePath: z.tuple([fileName]),
  showFile: z.tuple([z.string().max(4096)]),
  savePicture: z.tuple([pngName, png]),
  setTheme: z.tuple([z.enum(['system', 'light', 'dark'])]),
  protectContent: z.tuple([z.boolean()]),
  serviceState: z.tuple([]),
  restartService: z.tuple([]),
}
