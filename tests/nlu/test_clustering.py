from nlu.clustering import grouped, keywords

BUS = ["هل عندكم باص ينقل المستفيدين", "فيه باص للنقل عندكم؟"]
GOLD = ["كم سعر الذهب اليوم", "سعر الذهب كم", "وش سعر جرام الذهب"]


def test_what_means_the_same_comes_together() -> None:
    groups = grouped([*BUS, *GOLD], [None] * 5)
    assert groups[0] == groups[1] != groups[2]
    assert groups[2] == groups[3] == groups[4]
    assert all(group < 0 for group in groups)


def test_known_groups_keep_their_names_and_members_whatever_comes() -> None:
    known: list[int | None] = [7, 7, 9, 9, 9]
    groups = grouped([*BUS, *GOLD, "الذهب سعره كم", "كيف أجدد جواز السفر"], [*known, None, None])
    assert groups[:6] == [7, 7, 9, 9, 9, 9]
    assert groups[6] < 0


def test_texts_without_any_word_are_grouped_too() -> None:
    assert len(grouped(["؟", "", "🙂"], [None] * 3)) == 3
    assert grouped([], []) == []


def test_keywords_are_what_the_texts_share() -> None:
    assert keywords(GOLD)[:2] == ["الذهب", "سعر"]
