"""Django as a plain WSGI application; `nadi.config.front` stands before it."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
