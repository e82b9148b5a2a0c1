import type { Attribute } from '../attributes.ts';
import { LogWriteError } from '../errors.ts';
import { xmlEscaped, xmlText } from '../xml-escape.ts';
import type { XesClassifier, XesExtension, XesGlobals, XesHead } from './model.ts';

/** The extensions of the standard that our logs use, by prefix. */
export const standardExtensions: Readonly<Record<string, XesExtension>> = Object.fromEntries(
  [
    ['Concept', 'concept'],
    ['Time', 'time'],
    ['Lifecycle', 'lifecycle'],
    ['Organizational', 'org'],
    ['Identity', 'identity'],
    ['Cost', 'cost'],
  ].map(([name, prefix]) => [
    prefix!,
    { name: name!, prefix: prefix!, uri: `http://www.xes-standard.org/${prefix}.xesext` },
  ]),
);

// What every edition of XML 1.0 lets stand in a name; they differ in the letters of far scripts.
const letters = 'A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u00FF';
const name = new RegExp(`^[:_${letters}][-:_.0-9${letters}]*$`);
const outside = new RegExp(`[^-:_.0-9${letters}]`, 'g');
const knownNames = new Set<string>();

const hex = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

/**
 * A key as XES takes it, which must be an XML name: what may not stand in one is written as `_x` and its four hexadecimal digits, `_`.
 * `keyOfXes` undoes it. Pure.
 */
export const xesKey = (key: string): string => {
  if (knownNames.has(key)) return key;
  if (name.test(key) && !key.includes('_x')) {
    if (knownNames.size < 10_000) knownNames.add(key);
    return key;
  }
  const escaped = key.replaceAll(/_(?=x[0-9A-F]{4}_)/g, hex('_')).replaceAll(outside, hex);
  return name.test(escaped) ? escaped : `${hex(escaped.charAt(0) || '_')}${escaped.slice(1)}`;
};

/** The key that was written as this one. Pure. */
export const keyOfXes = (key: string): string =>
  key.replaceAll(/_x([0-9A-F]{4})_/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );

const attributeText = (attribute: Attribute, indent: string): string => {
  const { key, type, value, children } = attribute;
  const written = xmlEscaped(xesKey(key));
  const inner = (deeper: string): string =>
    (children ?? []).map((child) => attributeText(child, deeper)).join('');
  const hasChildren = children !== undefined && children.length > 0;
  switch (type) {
    case 'list':
      return `${indent}<list key="${written}">\n${indent} <values>\n${inner(`${indent}  `)}${indent} </values>\n${indent}</list>\n`;
    case 'container':
      return `${indent}<container key="${written}">\n${inner(`${indent} `)}${indent}</container>\n`;
    default: {
      const begin = `${indent}<${type} key="${written}" value="${xmlEscaped(xmlText(value))}"`;
      return hasChildren ? `${begin}>\n${inner(`${indent} `)}${indent}</${type}>\n` : `${begin}/>\n`;
    }
  }
};

const attributesText = (attributes: readonly Attribute[], indent: string): string => {
  let text = '';
  for (const attribute of attributes) text += attributeText(attribute, indent);
  return text;
};

const extensionText = ({ name: called, prefix, uri }: XesExtension): string =>
  ` <extension name="${xmlEscaped(called)}" prefix="${xmlEscaped(prefix)}" uri="${xmlEscaped(uri)}"/>\n`;

const globalsText = ({ scope, attributes }: XesGlobals): string =>
  ` <global scope="${xmlEscaped(scope)}">\n${attributesText(attributes, '  ')} </global>\n`;

const classifierText = ({ name: called, scope, keys }: XesClassifier): string => {
  const list = keys.map(xesKey).join(' ');
  return ` <classifier name="${xmlEscaped(called)}" scope="${xmlEscaped(scope)}" keys="${xmlEscaped(list)}"/>\n`;
};

/** How a log begins. Pure. */
export const xesStart = ({
  version,
  features,
  extensions,
  globals,
  classifiers,
  attributes,
}: XesHead): string => {
  if (globals.length > 2) throw new LogWriteError('a log has globals of two scopes at most');
  return [
    `<?xml version="1.0" encoding="UTF-8"?>\n`,
    `<log xes.version="${xmlEscaped(version)}" xes.features="${xmlEscaped(features)}" xmlns="http://www.xes-standard.org/">\n`,
    ...extensions.map(extensionText),
    ...globals.map(globalsText),
    ...classifiers.map(classifierText),
    attributesText(attributes, ' '),
  ].join('');
};

/** How a trace begins. Pure. */
export const xesTraceStart = (attributes: readonly Attribute[]): string =>
  ` <trace>\n${attributesText(attributes, '  ')}`;

/** An event. Pure. */
export const xesEvent = (attributes: readonly Attribute[]): string =>
  `  <event>\n${attributesText(attributes, '   ')}  </event>\n`;

export const xesTraceEnd = ' </trace>\n';
export const xesEnd = '</log>\n';
