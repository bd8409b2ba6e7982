/** A letter as plain text. Long lines are left to the mail program. */
import { inOneLine, linkTo, plain } from './html.ts';
import type { AmountLine, Block, Fact, Letter, PlaceLine } from './letter.ts';

export const textOf = ({ heading, greeting, blocks, footer }: Letter): string =>
  `${[heading, greeting].map(inOneLine).join('\n\n')}\n\n${blocks.map(blockOf).join('\n\n')}\n\n-- \n${footer}\n`;

function blockOf(block: Block): string {
  switch (block.is) {
    case 'text':
      return inOneLine(block.text);
    case 'quote':
      return plain(block.text);
    case 'facts':
      return [...(block.title === undefined ? [] : [inOneLine(block.title)]), ...block.facts.map(factOf)].join('\n');
    case 'places':
      return placesOf(block);
    case 'button':
      // The address has a line of its own, so that programs find its end.
      return `${block.label}:\n${linkTo(block.link)}`;
  }
}

const placesOf = ({ title, places, lines = [], sum, notes = [] }: Extract<Block, { is: 'places' }>): string =>
  [
    `${title}:`,
    ...places.map(placeOf),
    ...lines.map(line => `- ${lineOf(line)}`),
    ...(sum ? [lineOf(sum)] : []),
    ...notes.map(lineOf),
  ].join('\n');

const factOf = ({ label, value, before }: Fact): string =>
  `${label}: ${inOneLine(value)}${before === undefined ? '' : ` (${inOneLine(before)})`}`;

const placeOf = ({ name, price, mark }: PlaceLine): string =>
  `- ${inOneLine(name)}: ${price}${mark === undefined ? '' : ` (${mark})`}`;

const lineOf = ({ label, amount }: AmountLine): string => `${inOneLine(label)}: ${amount}`;
