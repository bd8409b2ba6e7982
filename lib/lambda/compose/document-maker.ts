/** Makes documents with the fonts of the function's bundle, or of node_modules on a laptop. Only the worker of documents includes this file. */
import { createDocumentMaker } from '../../documents/document-maker.ts';
import { installedFonts } from '../../documents/font-files.ts';
import type { DocumentMaker } from '../../ports/documents.ts';
import type { MailEnvironment } from '../environment.ts';

export const openDocumentMaker = ({ fontsFolder }: MailEnvironment): DocumentMaker =>
  createDocumentMaker(fontsFolder ?? installedFonts());
