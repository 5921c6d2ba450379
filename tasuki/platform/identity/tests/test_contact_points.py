

def test_an_ending_that_the_list_does_not_know_keeps_its_last_two_labels() -> None:
    assert registrable_domain("https://www.moegi.example/contact") == "moegi.example"
    assert registrable_domain("192.168.1.4") == registrable_domain("localhost") == ""
