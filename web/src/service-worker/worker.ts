import { type Build, installShell, type WorkerScope } from './shell.ts'

/** Put in by the build (vite-plugin/service-worker.ts). */
declare const __WEFT_BUILD__: Build

// reason: the app's types know a window, and `self` is a worker's scope here; the two libraries can't be loaded together.
installShell(self as unknown as WorkerScope, __WEFT_BUILD__)
