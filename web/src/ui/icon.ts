import type { LucideIcon } from 'lucide-react'

/** A lucide icon; drawn at 16 px with a stroke of 1.75. */
export type Icon = LucideIcon
