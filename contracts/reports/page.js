const findings = [...document.querySelectorAll('article')];
const boxes = [...document.querySelectorAll('.filter input[type=checkbox]')];
const search = document.querySelector('.filter input[type=search]');
const shown = document.querySelector('.filter output');
function filter() {
  const wanted = new Set(boxes.filter(box => box.checked).map(box => box.value));
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const finding of findings) {
    const kinds = [finding.dataset.severity, ...('known' in finding.dataset ? ['known'] : [])];
    const text = finding.querySelector('summary').textContent.toLowerCase();
    finding.hidden = !(kinds.every(kind => wanted.has(kind)) && words.every(word => text.includes(word)));
  }
  shown.textContent = `${findings.filter(finding => !finding.hidden).length} of ${findings.length} shown`;
}
function reveal() {
  const finding = findings.find(each => '#' + each.id === location.hash);
  if (finding) {
    finding.hidden = false;
    finding.querySelector('details').open = true;
    finding.scrollIntoView();
  }
}
function uncover(root) {
  for (const box of root.querySelectorAll('pre')) {
    const mark = box.querySelector('mark');
    if (mark) { box.scrollTop = mark.offsetTop - box.clientHeight / 3; }
  }
}
document.querySelectorAll('details').forEach(each =>
  each.addEventListener('toggle', () => uncover(each)));
if (search) {
  boxes.forEach(box => box.addEventListener('change', filter));
  search.addEventListener('input', filter);
  search.form.addEventListener('submit', event => event.preventDefault());
  document.querySelector('.filter button').addEventListener('click', () => {
    const open = findings.some(each => !each.hidden && !each.querySelector('details').open);
    findings.forEach(each => { each.querySelector('details').open = open; });
  });
  filter();
}
addEventListener('hashchange', reveal);
reveal();
uncover(document);
