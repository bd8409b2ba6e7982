/** Makes documents with the fonts of the function's bundle, or of node_modules on a laptop. Only the worker of documents includes this file. */
import { resolve } from 'node:path';
import { createDocumentMaker } from '../../documents/document-maker.ts';
import { installedFonts } from '../../documents/font-files.ts';
import type { DocumentMaker } from '../../ports/documents.ts';
import type { MailEnvironment } from '../environment.ts';

export const openDocumentMaker = ({ fontsFolder }: MailEnvironment): DocumentMaker =>
  // A folder of the bundle is beside its code, wherever that is.
  createDocumentMaker(fontsFolder === undefined ? installedFonts() : resolve(import.meta.dirname, fontsFolder));
