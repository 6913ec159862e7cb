// The elements of a page: made once, and then changed only where something is new.

/** Returns a new element with these attributes and children. */
export function tag(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/**
 * Changes the text at the start of a node where it is new. The text node stays the same:
 * notebook programs watch for nodes that are added or removed, and that costs time.
 */
export function updateText(node, text) {
  if (node.firstChild?.nodeType !== Node.TEXT_NODE) node.prepend(text);
  else if (node.firstChild.data !== text) node.firstChild.data = text;
}

/** Sets an attribute where its value is new. */
export function updateAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Saves a text of HTML as a file of this name, where the browser puts downloads. */
export function download(html, name) {
  const href = URL.createObjectURL(new Blob([html], { type: "text/html" }));
  tag("a", { href, download: name }).click();
  URL.revokeObjectURL(href);
}
