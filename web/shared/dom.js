// Makes elements. Text is only ever set as text, never as HTML.

/**
 * An element. `attributes`: `onclick` and the like add listeners, `style` is an
 * object of CSS properties, true and false switch an attribute, `value` and
 * `checked` are properties. `children`: nodes, texts, lists; null is left out.
 */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same in the namespace of SVG. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  return fill(node, attributes, children);
}

const PROPERTIES = new Set(['value', 'checked', 'indeterminate', 'open']);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) {
      if (PROPERTIES.has(name) && value === false) node[name] = false;
    } else if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (name === 'style') {
      for (const [key, text] of Object.entries(value)) {
        node.style.setProperty(key, text);
      }
    } else if (PROPERTIES.has(name)) {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(node, child);
    else if (child !== null && child !== undefined && child !== false) {
      node.append(child);
    }
  }
}

/** Puts `children` in the place of all that is in `node`. */
export function refill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

/** Sets a text only when it is another one, so that nothing is redrawn. */
export function setText(node, text) {
  const wanted = String(text ?? '');
  if (node.textContent !== wanted) node.textContent = wanted;
}

/** Runs `run` at most once per frame, however often it is called. */
export function perFrame(run) {
  let asked = 0;
  const call = () => {
    if (asked) return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      run();
    });
  };
  call.cancel = () => {
    cancelAnimationFrame(asked);
    asked = 0;
  };
  return call;
}
