import { lot } from '../many.ts'

lot(3)
