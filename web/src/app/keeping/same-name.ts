/** Whether somebody typed this name: spaces, case and the form of an accent aside, which a keyboard may not give. */
export const isSameName = (typed: string, name: string): boolean => plain(typed) === plain(name)

const plain = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim().toLowerCase()
