// What is wrong with what stands below one cell. `wanted` is `Cell.wanted` of seen.py; the list
// is empty when everything is there and nothing is ugly, unreadable or out of reach.
async (outputs, wanted) => {
    const problems = [];
    const all = selector => outputs.flatMap(output => [...output.querySelectorAll(selector)]);
    all('details').forEach(details => { details.open = true; });
    await new Promise(requestAnimationFrame);
    const plain = text => text.replace(/\s+/g, ' ');
    const said = plain(outputs.map(output => output.innerText).join('\n'));
    for (const text of wanted.says) if (!said.includes(plain(text))) problems.push(`does not say ${text}`);
    for (const text of wanted.hides) if (said.includes(plain(text))) problems.push(`says ${text}`);
    for (const [selector, count] of Object.entries(wanted.has)) {
        const found = all(selector).length;
        if (found !== count) problems.push(`${found} of ${selector}, not ${count}`);
    }

    const name = element => `${element.localName} “${plain(element.innerText ?? '').slice(0, 40)}”`;
    const pictures = all('img[src]');  // GitHub takes the address of inline ones
    const drawn = pictures.filter(picture => picture.complete && picture.naturalWidth > 0);
    if (pictures.length !== drawn.length) problems.push(`${pictures.length - drawn.length} pictures are broken`);
    if (wanted.pictures !== null && drawn.length !== wanted.pictures)
        problems.push(`${drawn.length} pictures, not ${wanted.pictures}`);
    const players = all('audio, video');
    const ready = players.filter(player => player.duration > 0);
    if (wanted.players !== null && ready.length !== wanted.players)
        problems.push(`${ready.length} players that play, of ${players.length}, not ${wanted.players}`);

    // Names, for those who hear the page.
    const isNamed = element => Boolean((element.getAttribute('aria-label') ?? element.title) ||
        element.innerText?.trim() || element.querySelector?.('img[alt]:not([alt=""])'));
    for (const picture of pictures) if (!picture.hasAttribute('alt')) problems.push('a picture without alt');
    // Jupyter's own tree of JSON has a field without a name.
    const named = all('audio, video, iframe, a[href], button, summary, [role=region], select, input').filter(one => !one.closest('.jp-RenderedJSON'));
    for (const one of named)
        if (!isNamed(one)) problems.push(`no name: ${one.outerHTML.slice(0, 120)}`);
    for (const table of all('table')) if (!table.querySelector('th')) problems.push(`no heads: ${name(table)}`);

    if (!wanted.ours) return problems;  // how it looks is GitHub's affair

    // Reach, for those who have no mouse.
    for (const element of all('*')) {
        const style = getComputedStyle(element);
        const turns = element.scrollWidth > element.clientWidth + 1 && /auto|scroll/.test(style.overflowX) ||
            element.scrollHeight > element.clientHeight + 1 && /auto|scroll/.test(style.overflowY);
        const isReached = element.tabIndex >= 0 || element.querySelector('a[href], [tabindex="0"], button, summary');
        const isTraceback = wanted.fails && element.localName === 'pre';  // which its reader draws
        if (turns && element.clientWidth && !isReached && !isTraceback) problems.push(`scrolls by mouse alone: ${name(element)}`);
        if (element.tabIndex > 0) problems.push(`out of order: ${name(element)}`);
    }

    // Contrast, as WCAG counts it.
    const rgb = text => text.match(/[\d.]+/g).map(Number);
    const over = (top, below) => [0, 1, 2].map(n => top[n] * (top[3] ?? 1) + below[n] * (1 - (top[3] ?? 1)));
    const light = colour => {
        const [r, g, b] = colour.map(value => value / 255).map(
            value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = element => {
        const chain = [];
        for (let at = element; at; at = at.parentElement) chain.unshift(getComputedStyle(at));
        let below = [255, 255, 255], opacity = 1;
        for (const style of chain) {
            below = over(rgb(style.backgroundColor), below);
            opacity *= Number(style.opacity);
        }
        const colour = rgb(chain.at(-1).color);
        colour[3] = (colour[3] ?? 1) * opacity;
        const [a, b] = [light(over(colour, below)), light(below)].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05);
    };
    const faint = new Set();
    for (const element of all('*')) {
        // Those are in Jupyter's own colours; what cannot be used may be faint.
        if (element.closest('.jp-RenderedText, .jp-RenderedJSON, :disabled')) continue;
        const isText = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        if (isText && element.getClientRects().length && contrast(element) < 4.5)
            faint.add(`${contrast(element).toFixed(1)} ${name(element)}`);
    }
    if (faint.size) problems.push(`faint: ${[...faint].slice(0, 5).join(', ')}`);

    // Room: nothing of ours stands out to the right, and no text is laid over other text.
    for (const output of outputs) {
        const right = output.getBoundingClientRect().right + 1;
        for (const ours of output.querySelectorAll('[class^="gm-"], [class*=" gm-"]'))
            if (ours.getBoundingClientRect().right > right) problems.push(`too wide: .${ours.className}`);
    }
    return problems;
}
