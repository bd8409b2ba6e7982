import { chooseBestAvailable } from './lib/domain/best-available.ts';
const rows = Array.from({length: 250}, (_, i) => ({row: String(i), count: 200}));
const s:any = [{id:'a',name:'a',kind:'seated',price:1,capacity:0,rows}];
let x = 7; const rnd = () => (x = (x * 1103515245 + 12345) % 2147483648) / 2147483648;
const taken = new Set<string>(); for (let i=0;i<250;i++) for (let j=1;j<=200;j++) if (rnd()<0.5) taken.add(`a/${i}-${j}`);
for (const [name, free] of [['empty', () => true], ['half', (id:string)=>!taken.has(id)]] as const)
 for (const q of [1,2,4,8]) for (const adjacent of [true,false]) {
  const t: number[] = [];
  for (let i=0;i<60;i++){ const a=performance.now(); chooseBestAvailable(s, free, {quantity:q, adjacent}, rnd(), 0); t.push(performance.now()-a);} t.sort((a,b)=>a-b);
  console.log(name,q,adjacent,t[0].toFixed(2),t[8].toFixed(2));
 }
