from django.core.management.base import BaseCommand

from thiduakhenthuong.demo.people import PASSWORD, PLACES, WALK


class Command(BaseCommand):
    help = "Print the demo's sign-in names."

    def handle(self, *args, **options):
        names = {somebody.login: (somebody, place) for place in PLACES for somebody in place.people if somebody.login}
        self.stdout.write(f"Mật khẩu chung: {PASSWORD}")
        for login, what in WALK:
            somebody, place = names[login]
            self.stdout.write(f"  {login:16} {somebody.name}, {what}, {place.name}")
