"""Arabizi: Arabic typed in Latin letters and digits («abi agadem 3ala d3m»), read back into Arabic letters.

There is no one spelling, so the reading is a best guess at the normal form: short vowels inside a word are left out,
long ones kept, and the commonest words come from a list. Standard library only.
"""

import re

# Whole words whose spelling the rules below would miss; the value is in the normal form of nlu.arabic.
_WORDS_TEXT = """
ابي abi abee aby; ابغي abgha abghe abghy abga abqa abgha; نبي nabi; ودي wdi wddi weddi widdi; اريد ared areed oreed
ureed urid; احتاج a7taj ahtaj a7tag; ابا aba; بغيت bghet baghait bgheet; وش wsh wesh wish weish; ايش esh eish aish
eesh; شنو shno shnu shnow; شو sho shu shou; كيف kef kif keif kaif keef kayf; كيفك kefak kifak keefak kefk; شلون
shlon shloon shlown; متي mata meta mta mita; وين wen wain wein ween; فين fen fein; ليش lesh leish laish leesh; كم
kam km cam; هل hal; من mn mnn mnh; مين min meen mein; في fe fi fee; علي 3ala 3la ala ela; عن 3an 3n an; الي ela2
ila; مع ma3 m3a; عند 3nd 3ind 3and; عندي 3ndi 3indi 3andi 3endi; عندكم 3ndkm 3indkm 3andkum 3ndkum; لكم lkm lakum
lkum; لي li ly; انا ana anaa; انت anta ent enta inta; انتي enti inti; احنا e7na i7na ehna; انتم antm antum intu
entu entom; هو hu huwa howa; هي hiya heya; هذا hatha hadha haza hada; هذي hathi hadhi hadi; اللي elli illi ely alli
eli; السلام salam salaam alsalam assalam alslam slam; عليكم alaikum 3alaikum alikom 3alikm 3likm alaykum 3lykm
aleikum alaykom 3alekom 3aleikum; وعليكم wa3alaikum w3likm wa3aleikum; ورحمه wrahmat warahmat w; الله allah alla
allh; مرحبا mar7aba marhaba mrhba mar7ba mr7ba; اهلا ahla ahlan hala2; هلا hala hla halaa; شكرا shukran shokran
shkran shukra shokrn thkran; مشكور mashkor mashkoor mashkur; مشكورين mashkoreen mashkorin; يعطيكم y3tekm y3tikm
ya3tikum ya3teekum; العافيه al3afia al3afya el3afya 3afya al3afyah; جزاكم jazakum jazakm jzakm; خير khair kheir
5air 5er kher; صباح saba7 sabah sba7; مساء masa2 msa; الخير alkhair al5air elkhair; ايوه aywa aiwa ewa eywa; نعم
na3am n3m naam; ايه eh eih eeh; لا la laa la2; طيب tayeb tyb taib 6ayeb 6yb tayyib; تمام tamam tmam; موافق mwafq
mwafeg muwafiq mowafeg; اوكي ok okay oki; لو law lw; سمحت sam7t smaht sama7t sma7t sam7ti; سمحتم sam7tm sama7tum;
ممكن mmkn mumkin momken mumken mmken; طلب 6lb 6alab talab tlb; طلبي 6lbi 6alabi talabi tlbi; الطلب al6lb al6alab
altalab eltalab al6alb; رقم rqm raqm ragam rgm raqam; موظف mwthf mowathaf muwathaf mowadhaf mwzf; احد a7ad ahad
a7d; واحد wa7ed wahed wa7d wahid; الجمعيه aljam3iya aljm3ya eljam3eya jam3iya jam3ya jm3ya jam3eya aljam3eya
aljam3ia aljameya; جمعيه jam3iyya; مساعده mosa3da musa3ada msa3da mosa3adah mosa3dah; دعم d3m da3m da3am; خدمه 5dma
khdma khidma khedma 5edma khidmah; الخدمه al5dma alkhdma alkhidma elkhedma; خدمات 5adamat khadamat 5dmat; شكوي
shakwa shkwa; اشتكي ashtki ashteki; تبرع tbr3 tabaro3 tabarru3; اتبرع atbr3 atbara3 atabarra3; تطوع t6w3 tatawo3
ta6awo3; اتطوع at6w3 atatawa3 at6awa3; فلوس flos floos fulus; فلوسي flosi; راتب rateb ratib; بيت bait bayt beit;
بيتي baiti bayti; ايجار eejar ijar ejar; الايجار alejar aleejar alijar; الدوام aldawam aldwam eldawam; دوام dawam
dwam; ساعه sa3a sa3ah; الساعه alsa3a elsa3a; اليوم alyom alyoum elyoum alyawm; بكره bukra bokra bkra bukrah; امس
ams ames; الحين al7een al7in alhen al7en alheen; الان alaan alan al2an; يوم yom youm yoom; ياخي yakhi ya5i; اخوي
akhoy a5oy akhooy; اخي akhi a5i; اختي okhti u5ti o5ti; والله wallah walla wallahi; ان_شاء_الله inshallah enshallah
insha2allah nshalla; يا ya; مو mo moo mu; مب mb mub; ما ma maa; مافي mafi mafee; فيه feeh feh; شي shay shai shi; بس
bs bas bss; عشان 3shan 3ashan 3ashaan; علشان 3alshan 3lshan; لان lanh laan li2an l2an; كثير kther katheer kthir
ktheer; مره marra mrra marrah; ارجع arja3 arj3; اقدر agdr agdar aqdar a8dar agder agdir; اقدم agdm agadem aqadem
agaddem aqdm agdem agadim a8adem; تقديم tagdeem taqdeem tgdeem; التقديم altagdeem altaqdeem eltagdeem altgdeem;
اسجل asajel asjl asajil asajjel; تسجيل tasjeel tsjeel; اعرف a3rf a3raf a3ref; اكلم aklm akalem akallem; اتكلم atklm
atkalam atkallam; اتواصل atwasal atawasal; تواصل twasl tawasul tawasol; اوراق awrag awraq; الاوراق alawrag alawraq;
مستندات mostnadat mustanadat; شروط shro6 shroot shurut shro6; مجانا majanan mjanan; مجاني majani mjani; الغي al3'i
alghi; الغاء elgha2 ilgha; ارسل arsl arsel arsil; رسايل rasayel rsayl; الرسايل alrasayel alrsayl; رساله resala
risala; وقف wagf waqef wagef; احذف a7thf a7thef ahthef; بياناتي bayanati byanati; بيانات bayanat; عيالي 3yali 3yaly
3iyali; ارمله armala armla; يتيم yateem; ايتام aytam; مطلقه m6lga motalaga mu6alaga; رد rd rad radd; الرد alrd
alrad; وصل wasal wsl; وصلني wslni wasalni; جاني jani; يجي yeji yiji yji; طول 6wl tawal; متاخر mt2akher met2akher;
باقي bagi baqi; لسا lsa lessa; للحين ll7een lal7een
"""


def _word_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for entry in _WORDS_TEXT.split(";"):
        arabic, *spellings = entry.split()
        table |= dict.fromkeys(spellings, arabic.replace("_", " "))
    return table


WORDS = _word_table()
_LETTERS = {
    "sch": "ش", "3'": "غ", "7'": "خ", "6'": "ظ", "9'": "ض", "sh": "ش", "ch": "ش", "th": "ث", "dh": "ذ", "kh": "خ",
    "gh": "غ", "ph": "ف", "aa": "ا", "ee": "ي", "ii": "ي", "ei": "ي", "ai": "ي", "ay": "ي", "ey": "ي", "oo": "و",
    "ou": "و", "uu": "و", "au": "و", "aw": "و", "ow": "و", "2": "ا", "3": "ع", "4": "ذ", "5": "خ", "6": "ط", "7": "ح",
    "8": "ق", "9": "ص", "b": "ب", "c": "ك", "d": "د", "f": "ف", "g": "ق", "h": "ه", "j": "ج", "k": "ك", "l": "ل",
    "m": "م", "n": "ن", "p": "ب", "q": "ق", "r": "ر", "s": "س", "t": "ت", "v": "ف", "w": "و", "x": "كس", "y": "ي",
    "z": "ز",
}  # fmt: skip
_FIRST = {"a": "ا", "e": "ا", "i": "ا", "o": "ا", "u": "ا", "ei": "اي", "ai": "اي", "ee": "اي", "aw": "او", "ou": "او"}
_LAST = {"a": "ه", "e": "ي", "i": "ي", "o": "و", "u": "و"}
_GRAPHEME = re.compile("|".join(sorted(map(re.escape, [*_LETTERS, "a", "e", "i", "o", "u"]), key=len, reverse=True)))
_DOUBLED = re.compile(r"([bcdfghjklmnpqrstvwxyz2-9])\1")
_ARTICLE = re.compile(r"(?:al|el|il)-?(?=[a-z2-9]{3})")
_WORD = re.compile(r"[a-z0-9']+")
_DIGIT_LETTER = re.compile(r"[a-z][235679]|(?<![0-9])[35679][a-z]{2}")
_NOT_ARABIZI = re.compile(r"\d*(?:st|nd|rd|th|am|pm|kg|km|gb|mb|k|x)|[a-z]+\d{2,}|\d{2,}[a-z]+")


def transliterate(text: str) -> str:
    """The Arabic reading of a normal form, word by word; numbers and punctuation stay."""
    return _WORD.sub(lambda match: _word(match.group()), text)


def known(word: str) -> bool:
    """Whether the word can only be Arabizi: on the list, or with a digit that stands for a letter."""
    return word in WORDS or (bool(_DIGIT_LETTER.search(word)) and not _NOT_ARABIZI.fullmatch(word))


def _word(word: str) -> str:
    if word in WORDS:
        return WORDS[word]
    if word.isdigit():
        return word
    article = _ARTICLE.match(word)
    if article:
        return "ال" + _spelled(word[article.end() :])
    return _spelled(word)


def _spelled(word: str) -> str:
    if word in WORDS:
        return WORDS[word]
    word = _DOUBLED.sub(r"\1", word)
    return "".join(_letter(match, len(word)) for match in _GRAPHEME.finditer(word))


def _letter(match: re.Match[str], length: int) -> str:
    """One grapheme where it stands: vowels are written at the ends of a word and left out inside, but for o and u."""
    letter = match.group()
    if match.start() == 0 and letter in _FIRST:
        return _FIRST[letter]
    if match.end() == length and letter in _LAST:
        return "ا" if letter == "a" and length < 4 else _LAST[letter]
    return "و" if letter == "o" else _LETTERS.get(letter, "")
