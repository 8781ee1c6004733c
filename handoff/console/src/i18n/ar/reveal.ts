/** A masked number, shown for one look. */
export const reveal = {
  "reveal.ask": "إظهار الرقم",
  "reveal.reason": "لماذا تحتاج الرقم؟",
  "reveal.onRecord": "يُسجّل اطّلاعك وسببه باسمك.",
  "reveal.show": "إظهار",
  "reveal.hide": "إخفاء",
  "reveal.brief": "يختفي تلقائيًا بعد نصف دقيقة.",
  "reveal.over": "انتهت مدة حفظ الرسالة كما كُتبت، ولم يبق إلا الرقم المخفي. اطلب الرقم من صاحبه إن احتجته.",
  "reveal.neverStored": "لم يُحفظ هذا الرقم كاملًا هنا أصلًا. تجده في بيانات الطلب إن كان له طلب.",
  "problem.nothing_hidden": "لا رقم مخفيًا في هذه الرسالة.",
} as const;
