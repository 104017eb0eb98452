import { contextBridge, ipcRenderer } from 'electron'
import type { DesktopBridge, ServiceState } from './bridge.ts'

const bridge: DesktopBridge = {
  platform: process.platform as DesktopBridge['platform'],
  writeClipboard: (text, options) => ipcRenderer.invoke('writeClipboard', text, options),
  chooseEnvFiles: () => ipcRenderer.invoke('chooseEnvFiles'),
  saveTextFile: (name, text) => ipcRenderer.invoke('saveTextFile', name, text),
  chooseSavePath: (name) => ipcRenderer.invoke('chooseSavePath', name),
  showFile: (path) => ipcRenderer.invoke('showFile', path),
  savePicture: (name, png) => ipcRenderer.invoke('savePicture', name, png),
  setTheme: (theme) => ipcRenderer.invoke('setTheme', theme),
  protectContent: (on) => ipcRenderer.invoke('protectContent', on),
  onServiceState(listener) {
    let isNews = true
    const hear = (_event: unknown, state: ServiceState) => {
      isNews = false
      listener(state)
    }
    ipcRenderer.on('serviceState', hear)
    // The state of now, unless a change has overtaken the question.
    void ipcRenderer.invoke('serviceState').then((state: ServiceState) => {
      if (isNews) hear(undefined, state)
    })
    return () => {
      isNews = false
      ipcRenderer.off('serviceState', hear)
    }
  },
  onOpenPage(listener) {
    const hear = (_event: unknown, path: string) => listener(path)
    ipcRenderer.on('openPage', hear)
    return () => void ipcRenderer.off('openPage', hear)
  },
  restartService: () => ipcRenderer.invoke('restartService'),
}

contextBridge.exposeInMainWorld('keyrack', bridge)
