import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { createQueryClient } from './app/queries.ts'
import { keptSecret, takeSecret } from './app/secret.ts'
import { followTheme } from './app/theme.ts'
import { onUpdateReady, startServiceWorker } from './service-worker/register.ts'
import { NoticeBoard } from './ui/notices.ts'

followTheme()
// Once for a page, and not where React renders: it may do that twice, and what was kept is given out once.
const secret = takeSecret(location, history) ?? keptSecret(location)
const board = new NoticeBoard()
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
const problem = (error: unknown): void => console.error(error)
const updates = startServiceWorker(problem)
const reload = (): void => {
  updates.reload().catch(problem)
}
onUpdateReady(updates, () =>
  board.say({ text: 'A newer Weft is ready.', action: { label: 'Reload', run: reload }, stays: true }),
)
createRoot(root).render(<App queries={createQueryClient()} board={board} secret={secret} onReload={reload} />)
