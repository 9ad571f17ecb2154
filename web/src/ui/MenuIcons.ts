import { ArrowLeftRight, Columns2, Link, LogOut, MonitorSmartphone, ScrollText, Users } from 'lucide-react'

/** Pictures that stand in menus alone: they come with the first menu, and not with the page. */
export const menuIcons = {
  beside: Columns2,
  devices: MonitorSmartphone,
  link: Link,
  people: Users,
  record: ScrollText,
  signOut: LogOut,
  swap: ArrowLeftRight,
} as const
