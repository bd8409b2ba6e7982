import { openBrowser, SETTINGS } from './support/browser.ts';
const b = await openBrowser();
for (const [w,scheme] of [[320,'dark'],[1000,'light']] as const) {
  const p = await b.newPage({...SETTINGS, viewport:{width:w,height:700}, colorScheme:scheme});
  await p.goto('http://127.0.0.1:4477/dev/mailbox');
  await p.screenshot({path:`/tmp/mailbox-list-${w}.png`,fullPage:true});
  const links = await p.$$eval('ul.mails a', as => as.map(a => a.getAttribute('href')));
  console.log(links);
  let i=0;
  for (const l of links) { await p.goto('http://127.0.0.1:4477'+l); await p.waitForTimeout(200); console.log(await p.evaluate('document.documentElement.scrollWidth'), await p.title()); await p.screenshot({path:`/tmp/mailbox-mail-${i++}-${w}.png`,fullPage:true}); }
  if (w===1000) { await p.click('text=Report a bounce'); console.log(await p.textContent('.status')); }
}
await b.close();
