import { lot } from '../many.ts'

lot(4)
