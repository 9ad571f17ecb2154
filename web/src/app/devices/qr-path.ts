/** The dark modules of a code as one SVG path, a unit each: a run of them in a row is one rectangle. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  let path = ''
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (row[x] !== true) continue
      const from = x
      while (row[x + 1] === true) x++
      path += `M${from} ${y}h${x - from + 1}v1h${from - x - 1}z`
    }
  }
  return path
}
