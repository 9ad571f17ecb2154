import './styles/base.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { createQueryClient } from './app/queries.ts'
import { takeSecret } from './app/secret.ts'
import { followTheme } from './app/theme.ts'
import { NoticeBoard } from './ui/notices.ts'

followTheme()
const secret = takeSecret(location, history)
const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(<App queries={createQueryClient()} board={new NoticeBoard()} secret={secret} />)
