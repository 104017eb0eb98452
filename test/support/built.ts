import { ensureBuilt } from '../../build/built.mjs'

/** Services and commands run as they are built: they start in a third of the time that the sources take. */
export const setup = () => ensureBuilt(['node'])
