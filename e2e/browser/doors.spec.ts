import { expect, test } from './fixtures/test.ts'

test('text becomes HTML, or a script’s address, by no way of its own', async ({ person, watch }) => {
  watch.expect(/TrustedHTML|TrustedScript|Trusted ?Type|Content Security Policy/)
  const anna = await person('Anna')
  // The app itself needs none of this: its worker runs, and a note opens.
  await anna.newNote('Doors')
  await anna.page.keyboard.type('open')
  await expect(anna.editor()).toContainText('open')
  const worker = await anna.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL)
  expect(worker).toBe(anna.at('/sw.js'))

  const refused = await anna.page.evaluate(() => {
    const bad = '<img src=x onerror="document.title=1">'
    const ways: Record<string, () => unknown> = {
      innerHTML: () => {
        document.createElement('div').innerHTML = bad
      },
      outerHTML: () => {
        document.body.appendChild(document.createElement('i')).outerHTML = bad
      },
      insertAdjacentHTML: () => document.body.insertAdjacentHTML('beforeend', bad),
      parseFromString: () => new DOMParser().parseFromString(bad, 'text/html'),
      createContextualFragment: () => document.createRange().createContextualFragment(bad),
      srcdoc: () => {
        document.createElement('iframe').srcdoc = bad
      },
      'script.src': () => {
        document.createElement('script').src = '/theme.js'
      },
      'script.text': () => {
        document.createElement('script').text = 'document.title = 1'
      },
      worker: () => new Worker('/theme.js'),
      'another policy': () =>
        (
          globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): unknown } }
        ).trustedTypes?.createPolicy('default', { createHTML: (html: string) => html }),
      'our policy again': () =>
        (
          globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): unknown } }
        ).trustedTypes?.createPolicy('weft', { createScriptURL: (url: string) => url }),
    }
    return Object.entries(ways).map(([name, way]) => {
      try {
        way()
        return `${name} worked`
      } catch {
        return name
      }
    })
  })
  expect(refused).toEqual(refused.map((name) => name.replace(' worked', '')))
  expect(refused).toHaveLength(11)
})

test('what is dropped into a note comes in as what is pasted does', async ({ person, watch }) => {
  watch.expect(/Content Security Policy/)
  const anna = await person('Anna')
  await anna.newNote('Dropped')
  await anna.editor().click()
  await anna.page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.setData('text/html', '<b>bold</b><script>document.title = "owned"</script>')
    dataTransfer.setData('text/plain', 'bold')
    const how = { inputType: 'insertFromDrop', dataTransfer, bubbles: true, cancelable: true }
    document.activeElement?.dispatchEvent(new InputEvent('beforeinput', how))
  })
  await expect(anna.editor().locator('strong')).toHaveText('bold')
  await expect(anna.editor()).not.toContainText('owned')
})
