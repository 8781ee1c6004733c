/** The person beside a conversation. */
export const person = {
  "person.title": "بيانات الشخص",
  "person.nameless": "مستفيد ‎…{end}",
  "person.addresses": "وسائل التواصل",
  "person.visitor": "زائر الموقع",
  "person.verified": "رقم موثّق",
  "person.optedOut": "أوقف رسائلنا",
  "person.requests": "الطلبات",
  "person.noRequests": "لا طلبات له.",
  "person.consents": "الموافقات",
  "person.agreed": "وافق: {what}",
  "person.withdrew": "سحب موافقته: {what}",
  "purpose.requests": "معالجة طلباته",
  "purpose.messages": "تلقّي الرسائل",
} as const;
