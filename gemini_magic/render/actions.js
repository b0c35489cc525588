(() => {
    const copy = async (text) => {
        try {
            await navigator.clipboard.writeText(text);
        } catch {
            const area = document.body.appendChild(document.createElement('textarea'));
            area.value = text;
            area.select();
            document.execCommand('copy');
            area.remove();
        }
    };
    const button = (what, text, style) => {
        const made = document.createElement('button');
        made.type = 'button';
        made.className = 'gm-copy';
        made.textContent = 'Copy';
        made.title = 'Copy ' + what;
        made.style.cssText = 'font:inherit;font-size:.8em;color:inherit;background:none;opacity:.75;border:1px solid;border-radius:4px;padding:0 .5em;cursor:pointer;' + style;
        made.onclick = async () => {
            await copy(text());
            made.textContent = 'Copied';
            setTimeout(() => { made.textContent = 'Copy'; }, 1500);
            made.focus();
        };
        return made;
    };
    for (const reply of document.querySelectorAll('.gm-reply:not([data-gm-seen])')) {
        reply.dataset.gmSeen = '';
        const host = (reply.closest('.gm-columns') || reply).parentNode;
        if (!host.gmOpened) {
            host.gmOpened = new Map();
            host.addEventListener('click', (event) => {
                const details = event.target.closest('summary')?.parentNode;
                const at = [...host.querySelectorAll('details')].indexOf(details);
                if (at >= 0) host.gmOpened.set(at, !details.open);
            });
        }
        [...host.querySelectorAll('details')].forEach((details, at) => {
            if (host.gmOpened.has(at)) details.open = host.gmOpened.get(at);
        });
        if (reply.matches('.gm-grows')) continue;
        for (const pre of [...reply.querySelectorAll('pre')].slice(0, 200)) {
            const frame = document.createElement('div');
            frame.style.position = 'relative';
            pre.replaceWith(frame);
            frame.append(pre, button('this block', () => pre.textContent, 'position:absolute;top:.3em;right:.6em;opacity:1;background:var(--jp-layout-color1,var(--vscode-editor-background,Canvas))'));
        }
        const text = reply.dataset.gmText;
        if (text) (reply.querySelector(':scope > .gm-footer') || reply).append(' ', button('the answer as Markdown', () => text, ''));
    }
})();
