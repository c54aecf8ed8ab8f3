// Small helpers that touch the document only where something differs.

export const byId = (id) => document.getElementById(id);

export function element(tag, className = '', text = '') {
  const made = document.createElement(tag);
  if (className !== '') {
    made.className = className;
  }
  made.textContent = text;
  return made;
}

export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function setClass(node, className) {
  if (node.className !== className) {
    node.className = className;
  }
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

/**
 * Makes these the children, in this order. A child that is in its place, or that only waits behind
 * one that goes elsewhere, is not moved.
 */
export function setChildren(parent, children) {
  children.forEach((child, index) => {
    const there = parent.children[index];
    if (there === child) {
      return;
    }
    if (there !== undefined && there.nextElementSibling === child) {
      parent.append(there);
    } else {
      parent.insertBefore(child, there ?? null);
    }
  });
  while (parent.children.length > children.length) {
    parent.lastElementChild.remove();
  }
}
